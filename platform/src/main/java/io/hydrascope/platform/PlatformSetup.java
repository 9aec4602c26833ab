package io.hydrascope.platform;

import io.hydrascope.storage.migrate.Retention;

/**
 * How a platform of this machine is set up.
 *
 * @param baseRevision that the other revisions are compared with where the directory has no rules
 */
public record PlatformSetup(
    PlatformPorts ports,
    String baseRevision,
    Retention retention,
    JobSettings jobs,
    PlatformLimits limits) {
  /** On any free ports, with the standard retention, the jobs' own defaults and the usual sizes. */
  public static PlatformSetup of(String baseRevision) {
    return new PlatformSetup(
        PlatformPorts.free(),
        baseRevision,
        Retention.STANDARD,
        JobSettings.DEFAULTS,
        PlatformLimits.usual());
  }

  public PlatformSetup with(PlatformLimits other) {
    return new PlatformSetup(ports, baseRevision, retention, jobs, other);
  }
}
