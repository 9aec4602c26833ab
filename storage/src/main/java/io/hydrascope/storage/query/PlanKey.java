package io.hydrascope.storage.query;

/**
 * How components were ablated and read: numbers under different plans are never pooled.
 *
 * @param referenceSet empty where none is used
 */
public record PlanKey(String ablation, String scope, String target, String referenceSet) {}
