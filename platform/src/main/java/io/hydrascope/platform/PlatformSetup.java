package io.hydrascope.platform;

import io.hydrascope.storage.migrate.Retention;

/**
 * How a platform of this machine is set up.
 *
 * @param baseRevision that the other revisions are compared with where the directory has no rules
 */
public record PlatformSetup(
    AccessChoice access, String baseRevision, Retention retention, JobSettings jobs) {
  /** At the addresses of before, with the standard retention and the jobs' own defaults. */
  public static PlatformSetup of(String baseRevision) {
    return new PlatformSetup(
        AccessChoice.kept(), baseRevision, Retention.STANDARD, JobSettings.DEFAULTS);
  }
}
