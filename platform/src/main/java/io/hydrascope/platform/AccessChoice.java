package io.hydrascope.platform;

/**
 * What is said of the addresses and passwords of a platform; whatever is left open is as it was at
 * the start before.
 *
 * @param given ports, 0 where none was given
 * @param newPorts chooses free ports where none was given
 * @param newPasswords makes new ones
 */
public record AccessChoice(PlatformPorts given, boolean newPorts, boolean newPasswords) {
  /** As before; anything where there was nothing before. */
  public static AccessChoice kept() {
    return new AccessChoice(PlatformPorts.free(), false, false);
  }
}
