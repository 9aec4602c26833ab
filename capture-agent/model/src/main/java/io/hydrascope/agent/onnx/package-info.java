/** Builds ONNX graphs whose weights stay in the checkpoint's files. ONNX proto types stay here. */
@NullMarked
package io.hydrascope.agent.onnx;

import org.jspecify.annotations.NullMarked;
