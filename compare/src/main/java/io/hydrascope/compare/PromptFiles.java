package io.hydrascope.compare;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a comparison's prompts lie.
 *
 * @param heldOut those that R_base is measured on; otherwise a fifth of the probes
 * @param reference behind mean and noise, and the donors of resample
 */
public record PromptFiles(Path probes, Optional<Path> heldOut, Optional<Path> reference) {}
