package io.hydrascope.storage.insert;

import io.hydrascope.schemas.AblationUnit;

/** A part of a revision. */
public record ComponentRow(String model, String revision, AblationUnit component) {}
