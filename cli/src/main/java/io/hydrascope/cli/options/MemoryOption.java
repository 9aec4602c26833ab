package io.hydrascope.cli.options;

import io.hydrascope.embedded.MachineMemory;
import io.hydrascope.platform.memory.MemoryDivision;
import io.hydrascope.schemas.text.ByteSize;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much memory all parts of a platform on this machine may use together. */
public final class MemoryOption {
  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = {
        "Divides this much memory among all parts, this process included, for example 4g.",
        "Default: half of what the machine or its control group has, with the usual 4.2g as the least where that is free"
      })
  private @Nullable String size;

  /**
   * @throws io.hydrascope.schemas.text.BadInputException if the text is no size
   */
  public OptionalInt megabytes() {
    if (size == null) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, ByteSize.parse(size) >> 20));
  }

  /**
   * @param own what this process may take, in megabytes
   * @throws io.hydrascope.schemas.text.BadInputException if the size is less than the parts need,
   *     or more than there is
   */
  public MemoryDivision division(int own) {
    return MemoryDivision.of(megabytes(), MachineMemory.present(), own);
  }
}
