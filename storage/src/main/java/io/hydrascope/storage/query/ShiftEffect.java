package io.hydrascope.storage.query;

/** A shift with the interval at the level that its verdict used. */
public record ShiftEffect(double value, double low, double high, UnitOfMeasure unit) {}
