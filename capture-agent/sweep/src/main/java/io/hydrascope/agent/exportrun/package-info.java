/** Runs the sweeps of a user's own ONNX export, one ablated row after the other. */
@NullMarked
package io.hydrascope.agent.exportrun;

import org.jspecify.annotations.NullMarked;
