package io.hydrascope.jobs.streams.kafka;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Asks the cluster each time: an offset is missing seldom. */
record AskedLogStarts(String bootstrapServers) implements LogStarts {
  @Override
  public long of(String topic, int partition) {
    TopicPartition asked = new TopicPartition(topic, partition);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin
          .listOffsets(Map.of(asked, OffsetSpec.earliest()))
          .partitionResult(asked)
          .get()
          .offset();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "kafka=%s does not tell where %s begins".formatted(bootstrapServers, asked), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking where " + asked + " begins", e);
    }
  }
}
