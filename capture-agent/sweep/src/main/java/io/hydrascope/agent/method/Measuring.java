package io.hydrascope.agent.method;

/**
 * What is measured and how.
 *
 * @param units beside the whole kinds that the method names
 * @param seed only noise asks for it
 */
public record Measuring(Method method, UnitSelection units, long seed) {}
