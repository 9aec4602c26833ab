package io.hydrascope.agent.onnx;

/** A named value in one graph. */
public record Value(String name) {}
