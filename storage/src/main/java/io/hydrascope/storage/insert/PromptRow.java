package io.hydrascope.storage.insert;

import io.hydrascope.schemas.capture.Capture;

/**
 * What a model was asked.
 *
 * @param capture any capture of the prompt; the newest by event time is kept
 */
public record PromptRow(String model, Capture capture) {}
