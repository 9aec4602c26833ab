package io.hydrascope.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.ReadoutGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be taken apart is refused, with the reason and where there is one the way out. */
class RefusalTest {
  private static final String SMALLEST = "opt_dynamo";
  private static final int FLIPPED_FILES = 40;

  @TempDir private Path folder;

  @Test
  void open_postNorm_isRefused() {
    refused(
        TestingExports.file("gemma2_torchscript"), "norm between attention's output projection");
  }

  @Test
  void open_encoder_isRefused() {
    refused(TestingExports.file("bert_torchscript"), "bidirectional");
  }

  @Test
  void open_convolution_isRefused() {
    refused(TestingEditedExport.convolution(folder), "image [1, 1, 8, 8]", "token ids");
  }

  @Test
  void open_graphInsideAnOperation_isRefused() {
    refused(
        TestingEditedExport.branching(folder), "If", "merged decoders", "--task text-generation");
  }

  @ParameterizedTest
  @CsvSource({
    "LayerNormalization, SkipLayerNormalization, without optimisation",
    "MatMul, MatMulNBits, quantised",
    "MatMul, MatMulInteger, quantised"
  })
  void open_operatorThatHidesParts_isRefusedByName(String operator, String by, String reason) {
    refused(
        edited(graph -> TestingEditedExport.replaceOperator(graph, operator, by)),
        "operator " + by,
        reason);
  }

  @Test
  void open_fixedSequence_isRefused() {
    Path file =
        edited(
            graph ->
                graph
                    .getInputBuilder(0)
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder()
                    .getDimBuilder(1)
                    .setDimValue(6));
    refused(file, "input_ids [-1, 6]", "dynamic axes");
  }

  @Test
  void open_halfPrecisionLogits_areRefused() {
    Path file =
        edited(
            graph ->
                graph
                    .getOutputBuilder(0)
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .setElemType(DataType.FLOAT16.getNumber()));
    refused(file, "fp32 logits");
  }

  @Test
  void open_gateOnHeads_isRefused() {
    refused(
        edited(RefusalTest::gateFirstProjection),
        "layer 0: the input of attention's output projection is not the 4 heads side by side");
  }

  /** Doubles what the first output projection reads, as a gate between it and the heads would. */
  private static void gateFirstProjection(GraphProto.Builder graph) {
    String softmax = null;
    for (int index = 0; index < graph.getNodeCount(); index++) {
      NodeProto node = graph.getNode(index);
      softmax = node.getOpType().equals("Softmax") ? node.getOutput(0) : softmax;
      boolean projects =
          softmax != null
              && graph.getInitializerList().stream()
                  .anyMatch(
                      tensor ->
                          node.getOpType().equals("MatMul")
                              && tensor.getName().equals(node.getInput(1)));
      if (projects) {
        String z = node.getInput(0);
        graph.setNode(index, node.toBuilder().setInput(0, "gated"));
        graph.addNode(index, TestingEditedExport.node("Add", "gated", z, z));
        return;
      }
    }
    throw new AssertionError("no projection after a Softmax");
  }

  @Test
  void open_valueMadeByNothing_isRefused() {
    refused(edited(graph -> graph.getNodeBuilder(0).setInput(0, "nowhere")), "nowhere");
  }

  @ParameterizedTest
  @CsvSource({
    "../../outside.data, outside the model's folder",
    "/etc/hostname, outside the model's folder",
    "missing.data, cannot be read"
  })
  void open_weightsElsewhere_areRefused(String location, String reason) {
    refused(edited(graph -> externalise(graph, location)), location, reason);
  }

  @Test
  void open_weightsBehindALinkOutOfTheFolder_areRefused(@TempDir Path elsewhere)
      throws IOException {
    Path outside = Files.write(elsewhere.resolve("weights"), new byte[1 << 16]);
    Files.createSymbolicLink(folder.resolve("inside.data"), outside);
    refused(edited(graph -> externalise(graph, "inside.data")), "outside the model's folder");
  }

  private static void externalise(GraphProto.Builder graph, String location) {
    TensorProto.Builder tensor = graph.getInitializerBuilder(0).clearRawData();
    tensor
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location));
  }

  @Test
  void open_linkedFileWithLinkedWeights_isReadWhereTheyReallyAre() throws IOException {
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    Path snapshot = Files.createDirectory(folder.resolve("snapshot"));
    Path real = TestingExports.file("llama_dynamo_external");
    link(real, blobs.resolve("0a"), snapshot.resolve("model.onnx"));
    link(
        real.resolveSibling("model.onnx.data"),
        blobs.resolve("0b"),
        snapshot.resolve("model.onnx.data"));
    try (ExportedModel model =
        ExportedModel.open(snapshot.resolve("model.onnx"), TestingExports.OPTIONS)) {
      assertThat(model.anatomy().layers()).isEqualTo(2);
    }
  }

  private static void link(Path real, Path blob, Path link) throws IOException {
    Files.copy(real, blob);
    Files.createSymbolicLink(link, blob);
  }

  @Test
  void open_anythingElse_isRefusedInOneKind() throws IOException {
    byte[] export = Files.readAllBytes(TestingExports.file(SMALLEST));
    Random random = new Random(7);
    byte[] garbage = new byte[4096];
    random.nextBytes(garbage);
    refusedOrRead(garbage);
    refusedOrRead(new byte[0]);
    for (int length = 1; length < export.length; length += export.length / 20) {
      refusedOrRead(Arrays.copyOf(export, length));
    }
    for (int file = 0; file < FLIPPED_FILES; file++) {
      byte[] flipped = export.clone();
      for (int flip = 0; flip < 4; flip++) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      refusedOrRead(flipped);
    }
  }

  @Test
  void open_cappedLogits_areReadBeforeAndAfterTheCap() {
    Path file = edited(RefusalTest::capLogits);
    try (ExportedModel plain =
            ExportedModel.open(TestingExports.file(SMALLEST), TestingExports.OPTIONS);
        ExportedModel capped = ExportedModel.open(file, TestingExports.OPTIONS)) {
      int[] targets = {3, 5};
      float[] nowhere = new float[2 * plain.anatomy().width()];
      ExportedQuestion question =
          new ExportedQuestion(
              new int[] {1, 2, 3, 4, 5}, TestingExports.READOUTS, nowhere, List.of());
      float[] residual = plain.run(question).residual();
      ExportedDirections directions = plain.directions(targets, new int[] {-1, -1});
      Tensors inputs =
          new Tensors()
              .put(ReadoutGraph.RESIDUAL, residual, 2, 1, plain.anatomy().width())
              .put(ReadoutGraph.TARGETS, targets)
              .put(ReadoutGraph.REFERENCE, directions.reference(), 2, plain.anatomy().width())
              .put(ReadoutGraph.REFERENCE_BIAS, directions.referenceBias(), 2);
      Tensors before = plain.measure(inputs);
      Tensors after = capped.measure(inputs);
      assertThat(after.floats(ReadoutGraph.LOGIT))
          .containsExactly(before.floats(ReadoutGraph.LOGIT));
      assertThat(after.floats(ReadoutGraph.LOGPROB))
          .isNotEqualTo(before.floats(ReadoutGraph.LOGPROB));
    }
  }

  private static void capLogits(GraphProto.Builder graph) {
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      if (node.getOutputCount() == 1 && node.getOutput(0).equals("logits")) {
        node.setOutput(0, "uncapped");
      }
    }
    graph
        .addInitializer(TestingEditedExport.scalar("cap", 3))
        .addNode(TestingEditedExport.node("Div", "divided", "uncapped", "cap"))
        .addNode(TestingEditedExport.node("Tanh", "bent", "divided"))
        .addNode(TestingEditedExport.node("Mul", "logits", "bent", "cap"));
  }

  private Path edited(Consumer<GraphProto.Builder> change) {
    return TestingEditedExport.of(SMALLEST, folder, change);
  }

  private static void refused(Path file, String... reasons) {
    assertThatThrownBy(() -> ExportedModel.open(file, TestingExports.OPTIONS))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContainingAll(reasons);
  }

  /** A changed weight may make another decoder; what else is thrown fails the test. */
  private void refusedOrRead(byte[] bytes) {
    try {
      ExportedModel.open(TestingEditedExport.bytes(bytes, folder), TestingExports.OPTIONS).close();
    } catch (BadCheckpointException e) {
      assertThat(e).hasMessageNotContaining("NullPointer");
    }
  }
}
