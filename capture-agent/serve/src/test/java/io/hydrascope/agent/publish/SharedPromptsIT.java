package io.hydrascope.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.Topics;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members of one group without a model: who gets which prompts, and that none gets lost. */
final class SharedPromptsIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int PARTITIONS = 64;
  private static final byte[] PROMPT = "{\"tokens\": [1]}".getBytes(StandardCharsets.UTF_8);

  private final ScheduledExecutorService engine = Executors.newScheduledThreadPool(1);
  private final Set<String> sent = new TreeSet<>();
  private final Map<String, Set<String>> handledBy = new ConcurrentHashMap<>();
  private final List<Member> members = new ArrayList<>();

  /** What takes a prompt and answers a little later, as an agent does. */
  private final class Member {
    private final String name;
    private final AtomicInteger partitions = new AtomicInteger(-1);
    private final PromptTopic topic;
    private final Thread reader;
    private volatile boolean killed;

    Member(String group, String name) {
      this.name = name;
      topic = new PromptTopic(servers(), group, this::handle, (own, all) -> partitions.set(own));
      reader = new Thread(topic, name);
      reader.setDaemon(true);
      reader.start();
    }

    private Future<?> handle(PromptMessage message) {
      CompletableFuture<String> handled = new CompletableFuture<>();
      Future<?> unused =
          engine.schedule(
              () -> {
                if (!killed) {
                  handledBy
                      .computeIfAbsent(message.place(), place -> ConcurrentHashMap.newKeySet())
                      .add(name);
                  handled.complete(message.place());
                }
              },
              20,
              TimeUnit.MILLISECONDS);
      return handled;
    }

    /** What is in hand is neither answered nor committed. */
    void kill() throws InterruptedException {
      killed = true;
      topic.close();
      reader.join(LIMIT.toMillis());
      members.remove(this);
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Member member : List.copyOf(members)) {
      member.topic.close();
      member.reader.join(LIMIT.toMillis());
    }
    engine.shutdownNow();
  }

  @Test
  void group_membersJoinAndAreKilledMidStream_losesNoPrompt() throws Exception {
    createTopic();
    String group = "changing";
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      add(group, 1);
      send(producer, 500);
      await(() -> handledBy.size() > 100);
      add(group, 1);
      send(producer, 500);
      await(this::eachHasPartitions);
      add(group, 2);
      send(producer, 1_000);
      await(this::eachHasPartitions);
      members.get(0).kill();
      send(producer, 500);
      members.get(1).kill();
      send(producer, 500);
      add(group, 1);
      send(producer, 500);
      await(() -> handledBy.keySet().containsAll(sent));
    }
    assertThat(handledBy.keySet()).as("none lost, none made up").isEqualTo(sent);
    long repeats = handledBy.values().stream().filter(each -> each.size() > 1).count();
    // Each change of hands repeats at most what was in hand, and the jobs recognise that.
    assertThat(repeats).isLessThanOrEqualTo(6 * 64);

    List<Member> few = List.copyOf(members);
    for (Member member : few) {
      member.kill();
    }
    String other = "sixty-four";
    add(other, PARTITIONS);
    await(() -> members.stream().allMatch(member -> member.partitions.get() == 1));
    Member tooMany = add(other, 1).get(0);
    await(() -> tooMany.partitions.get() == 0);
  }

  private boolean eachHasPartitions() {
    return members.stream().allMatch(member -> member.partitions.get() > 0)
        && members.stream().mapToInt(member -> member.partitions.get()).sum() == PARTITIONS;
  }

  private List<Member> add(String group, int count) {
    List<Member> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(new Member(group, group + "-" + members.size() + "-" + sent.size()));
    }
    members.addAll(added);
    return added;
  }

  private void await(BooleanSupplier condition) {
    Await.until(
        LIMIT,
        condition,
        () ->
            "sent %,d, handled %,d, partitions %s"
                .formatted(
                    sent.size(),
                    handledBy.size(),
                    members.stream().map(member -> member.partitions.get()).toList()));
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int prompts) throws Exception {
    List<Future<RecordMetadata>> places = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      int partition = (sent.size() + i) % PARTITIONS;
      places.add(producer.send(new ProducerRecord<>(Topics.PROMPTS, partition, null, PROMPT)));
    }
    for (Future<RecordMetadata> place : places) {
      RecordMetadata at = place.get();
      sent.add(at.topic() + "/" + at.partition() + "/" + at.offset());
    }
  }

  private static void createTopic() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      admin.createTopics(List.of(new NewTopic(Topics.PROMPTS, PARTITIONS, (short) 1))).all().get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    // One request at a time: a topic this young refuses some, and their order must hold.
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", servers(), "max.in.flight.requests.per.connection", 1),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static String servers() {
    return PLATFORM.kafka().bootstrapServers();
  }
}
