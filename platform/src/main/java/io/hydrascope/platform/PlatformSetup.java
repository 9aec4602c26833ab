package io.hydrascope.platform;

import io.hydrascope.storage.migrate.Retention;

/**
 * How a platform of this machine is set up.
 *
 * @param baseRevision that the other revisions are compared with where the directory has no rules
 */
public record PlatformSetup(
    AccessChoice access,
    String baseRevision,
    Retention retention,
    JobSettings jobs,
    PlatformLimits limits) {
  /**
   * At the addresses of before, with the standard retention, the jobs' defaults, the usual sizes.
   */
  public static PlatformSetup of(String baseRevision) {
    return new PlatformSetup(
        AccessChoice.kept(),
        baseRevision,
        Retention.STANDARD,
        JobSettings.DEFAULTS,
        PlatformLimits.usual());
  }

  public PlatformSetup with(PlatformLimits other) {
    return new PlatformSetup(access, baseRevision, retention, jobs, other);
  }
}
