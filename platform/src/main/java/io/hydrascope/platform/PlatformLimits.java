package io.hydrascope.platform;

import io.hydrascope.platform.memory.MemoryDivision;
import io.hydrascope.platform.memory.OwnMemory;
import java.util.Optional;

/**
 * What a platform may take of its machine.
 *
 * @param topics empty for a share of the disk
 */
public record PlatformLimits(MemoryDivision memory, Optional<TopicBytes> topics) {
  /** The usual memory and a share of the disk. */
  static PlatformLimits usual() {
    return new PlatformLimits(MemoryDivision.usual(OwnMemory.ofHeap()), Optional.empty());
  }
}
