/** Runs graphs on DJL's ONNX Runtime engine. Engine types stay here. */
@NullMarked
package io.hydrascope.agent.engine;

import org.jspecify.annotations.NullMarked;
