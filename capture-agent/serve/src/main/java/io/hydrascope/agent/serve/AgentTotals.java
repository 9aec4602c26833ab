package io.hydrascope.agent.serve;

/**
 * What an agent has done.
 *
 * @param ablations units ablated, over all prompts
 * @param rows effect rows that follow from what was published
 * @param refused prompts that could not be run
 * @param failed prompts that the engine failed on
 * @param unregistered prompts with a capture that are not in the table of prompts
 */
public record AgentTotals(
    String model,
    String revision,
    long prompts,
    long ablations,
    long rows,
    long refused,
    long failed,
    long unregistered) {}
