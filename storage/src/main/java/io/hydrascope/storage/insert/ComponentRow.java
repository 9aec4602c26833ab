package io.hydrascope.storage.insert;

import io.hydrascope.schemas.Component;

/** A part of a revision. */
public record ComponentRow(String model, String revision, Component component) {}
