/**
 * A user's own ONNX export: its components are found by how they are wired, never by their names.
 */
@NullMarked
package io.hydrascope.agent.export;

import org.jspecify.annotations.NullMarked;
