package io.hydrascope.embedded;

import java.util.OptionalLong;

/** What this machine can still give, where it says so. */
final class Memory {
  private Memory() {}

  static void requireAvailable(String what, int neededMegabytes) {
    OptionalLong available = MachineMemory.present().availableMegabytes();
    if (available.isPresent() && available.getAsLong() < neededMegabytes) {
      throw new EmbeddedException(
          "too little memory for %s: available=%d MB, needed=%d MB; end other programs or give less with --memory"
              .formatted(what, available.getAsLong(), neededMegabytes));
    }
  }

  static void requireAtLeast(String name, int megabytes, int smallest) {
    if (megabytes < smallest) {
      throw new IllegalArgumentException(
          "%s=%d is less than %d".formatted(name, megabytes, smallest));
    }
  }
}
