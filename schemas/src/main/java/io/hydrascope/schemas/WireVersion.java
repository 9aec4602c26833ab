package io.hydrascope.schemas;

import java.util.Optional;

/**
 * The version that messages of one format carry, and which of them this program reads.
 *
 * @param format what such a message is called, for a person
 * @param field the header or field that holds the version
 * @param known the one version that this program writes and reads
 */
public record WireVersion(String format, String field, int known) {
  /**
   * Why a message cannot be read, if it is of another version.
   *
   * @param found what stands in the field
   */
  public Optional<String> refusal(String found) {
    return found.equals(Integer.toString(known))
        ? Optional.empty()
        : Optional.of(
            "%s has %s=%s; this program knows version %d: read it with the Hydrascope that wrote it, or a later one"
                .formatted(format, field, found, known));
  }
}
