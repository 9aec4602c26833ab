package io.hydrascope.platform;

import io.hydrascope.storage.migrate.Retention;

/**
 * How a platform of this machine is set up.
 *
 * @param baseRevision that the other revisions are compared with where the directory has no rules
 */
public record PlatformSetup(
    PlatformPorts ports, String baseRevision, Retention retention, JobSettings jobs) {
  /** On any free ports, with the standard retention and the jobs' own defaults. */
  public static PlatformSetup of(String baseRevision) {
    return new PlatformSetup(
        PlatformPorts.free(), baseRevision, Retention.STANDARD, JobSettings.DEFAULTS);
  }
}
