package io.hydrascope.agent.chat;

import java.time.ZonedDateTime;
import java.util.List;

/**
 * One rendering of a template.
 *
 * @param generated where in {@code out} the assistant speaks, as far as the template says so
 */
record Rendering(
    Limits limits,
    Budget budget,
    ZonedDateTime now,
    StringBuilder out,
    List<ChatText.Span> generated) {}
