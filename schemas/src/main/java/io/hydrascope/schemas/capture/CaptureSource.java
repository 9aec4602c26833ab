package io.hydrascope.schemas.capture;

/**
 * Where captures come from.
 *
 * @param contentSha256 of the checkpoint's config and weights, 64 hexadecimal digits
 * @param runId one start of an agent or one sweep
 */
public record CaptureSource(String model, String revision, String contentSha256, String runId) {
  public CaptureSource {
    for (String value : new String[] {model, revision, contentSha256, runId}) {
      if (value.isBlank()) {
        throw new IllegalArgumentException(
            "model='%s', revision='%s', contentSha256='%s', runId='%s': none may be empty"
                .formatted(model, revision, contentSha256, runId));
      }
    }
  }
}
