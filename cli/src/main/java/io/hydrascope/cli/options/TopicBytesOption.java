package io.hydrascope.cli.options;

import io.hydrascope.platform.TopicBytes;
import io.hydrascope.schemas.text.ByteSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much disk the topics of a Kafka on this machine may take. */
public final class TopicBytesOption {
  @Option(
      names = "--topic-bytes",
      paramLabel = "SIZE",
      description = {
        "Lets all topics together take this much disk, for example 20g; the oldest messages go first.",
        "Default: a quarter of what is free at the start"
      })
  private @Nullable String size;

  /**
   * Empty for a share of the disk.
   *
   * @throws io.hydrascope.schemas.text.BadInputException if the text is no size or too small
   */
  public Optional<TopicBytes> bytes() {
    return Optional.ofNullable(size).map(ByteSize::parse).map(TopicBytes::new);
  }
}
