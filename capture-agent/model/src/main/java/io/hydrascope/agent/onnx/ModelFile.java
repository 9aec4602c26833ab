package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.ContentDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * An ONNX model that a stranger wrote: operations in an order in which each reads only what came
 * before. Values are called as in the file with a mark in front, so that no value added later can
 * have the name of one of them.
 */
public final class ModelFile implements AutoCloseable {
  private static final long MAX_BYTES = Integer.MAX_VALUE;
  private static final long LARGE_BYTES = 64L << 20;
  private static final int MAX_NODES = 500_000;
  private static final int MIN_OPSET = 13;
  private static final String MARK = "@";

  private final Path file;
  private final String source;
  private final Path weightsFolder;
  private final Optional<SpilledWeights> spilled;
  private final ModelProto header;
  private final List<Node> nodes;
  private final Map<String, TensorProto> initializers;
  private final Map<String, Path> dataFiles = new TreeMap<>();
  private final List<Port> inputs;
  private final List<Port> outputs;

  private ModelFile(Path file, ModelProto model, long largeBytes) {
    this.file = file;
    source = String.valueOf(file.getFileName());
    header = model.toBuilder().clearGraph().clearFunctions().clearTrainingInfo().build();
    GraphProto graph = model.getGraph();
    nodes = graph.getNodeList().stream().map(ModelFile::marked).map(Node::new).toList();
    ExternalWeights external = ExternalWeights.beside(file);
    initializers = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      String name = MARK + tensor.getName();
      initializers.put(name, external.checked(tensor).toBuilder().setName(name).build());
      external
          .location(tensor)
          .ifPresent(location -> dataFiles.put(location, external.real(location)));
    }
    inputs =
        graph.getInputList().stream()
            .map(ModelFile::port)
            .filter(port -> !initializers.containsKey(port.value()))
            .toList();
    outputs = graph.getOutputList().stream().map(ModelFile::port).toList();
    requireOrdered();
    spilled = spill(largeBytes);
    weightsFolder = spilled.map(SpilledWeights::folder).orElse(external.folder());
  }

  /**
   * @throws BadCheckpointException if it is no ONNX model, or one of a kind that is not read
   */
  public static ModelFile read(Path file) {
    return read(file, LARGE_BYTES);
  }

  /**
   * @param largeBytes size from which on weights within the file are put into another
   */
  static ModelFile read(Path file, long largeBytes) {
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw bad(
            file, "%d bytes: at most %d, export it with external data".formatted(bytes, MAX_BYTES));
      }
      ModelProto model = parse(file);
      requireSupported(file, model);
      return new ModelFile(file, model, largeBytes);
    } catch (InvalidProtocolBufferException e) {
      throw new BadCheckpointException(
          "%s is no ONNX model: %s".formatted(file.getFileName(), e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Weights stay in the mapped file until they are asked for. */
  private static ModelProto parse(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(mapped).newCodedInput();
      input.enableAliasing(true);
      return ModelProto.parseFrom(input);
    }
  }

  /** Only where none lies in a file already: the engine reads weights from one folder. */
  private Optional<SpilledWeights> spill(long largeBytes) {
    boolean external =
        initializers.values().stream()
            .anyMatch(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL);
    long bytes =
        initializers.values().stream().mapToLong(tensor -> tensor.getRawData().size()).sum();
    if (external || bytes < largeBytes) {
      return Optional.empty();
    }
    SpilledWeights weights = SpilledWeights.create();
    try {
      initializers.replaceAll((name, tensor) -> weights.spilled(tensor));
      return Optional.of(weights);
    } catch (UncheckedIOException e) {
      weights.close();
      throw e;
    }
  }

  public String source() {
    return source;
  }

  /** The real folder that external weights are read from. */
  public Path weightsFolder() {
    return weightsFolder;
  }

  public List<Node> nodes() {
    return nodes;
  }

  public List<Port> inputs() {
    return inputs;
  }

  public List<Port> outputs() {
    return outputs;
  }

  /** The hash of the file and of the files that its weights lie in, 64 hexadecimal digits. */
  public String contentSha256() {
    try {
      // Whatever the file is called: its name says nothing about what is in it.
      ContentDigest digest = new ContentDigest().add("model.onnx", file);
      for (Map.Entry<String, Path> data : dataFiles.entrySet()) {
        digest.add(data.getKey(), data.getValue());
      }
      return digest.finished();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** How many fp32 numbers the file holds as constants. */
  public long numbers() {
    return initializers.values().stream()
        .filter(tensor -> tensor.getDataType() == ElementType.FLOAT.number())
        .mapToLong(ModelFile::size)
        .sum();
  }

  /** Number of elements of a constant that the file states, empty if it has to be computed. */
  public OptionalLong statedSize(String value) {
    TensorProto tensor = initializers.get(value);
    return tensor == null ? OptionalLong.empty() : OptionalLong.of(size(tensor));
  }

  private static long size(TensorProto tensor) {
    return tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
  }

  /** What the file calls a value. */
  public static String nameInFile(String value) {
    return value.startsWith(MARK) ? value.substring(MARK.length()) : value;
  }

  ModelProto header() {
    return header;
  }

  Map<String, TensorProto> initializers() {
    return initializers;
  }

  private static void requireSupported(Path file, ModelProto model) {
    GraphProto graph = model.getGraph();
    if (graph.getNodeCount() == 0 || graph.getNodeCount() > MAX_NODES) {
      throw bad(file, "%d operations: 1 to %d are read".formatted(graph.getNodeCount(), MAX_NODES));
    }
    if (model.getFunctionsCount() > 0 || graph.getSparseInitializerCount() > 0) {
      throw bad(
          file,
          "functions=%d, sparse weights=%d: only plain operations and dense weights are read"
              .formatted(model.getFunctionsCount(), graph.getSparseInitializerCount()));
    }
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      boolean own = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
      if (own && set.getVersion() < MIN_OPSET) {
        throw bad(
            file, "opset=%d: at least %d, export it again".formatted(set.getVersion(), MIN_OPSET));
      }
    }
    graph.getNodeList().forEach(node -> requirePlain(file, node));
  }

  private static void requirePlain(Path file, NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG() || attribute.getGraphsCount() > 0) {
        throw bad(
            file,
            "operator %s holds graphs of its own, as merged decoders do: export a decoder without"
                    .formatted(node.getOpType())
                + " past (optimum-cli export onnx --task text-generation)");
      }
      if (attribute.hasT()
          && attribute.getT().getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        throw bad(file, "operator %s has external data of its own".formatted(node.getOpType()));
      }
    }
  }

  private void requireOrdered() {
    Set<String> known = new HashSet<>(initializers.keySet());
    known.add("");
    for (Port input : inputs) {
      requireNew(known, input.value());
    }
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        if (!known.contains(input)) {
          throw new BadCheckpointException(
              "%s: %s reads %s, which nothing before it makes"
                  .formatted(source, node, nameInFile(input)));
        }
      }
      node.outputs().stream()
          .filter(output -> !output.isEmpty())
          .forEach(output -> requireNew(known, output));
    }
  }

  private void requireNew(Set<String> known, String value) {
    if (!known.add(value)) {
      throw new BadCheckpointException("%s: %s is made twice".formatted(source, nameInFile(value)));
    }
  }

  private static NodeProto marked(NodeProto node) {
    NodeProto.Builder marked = node.toBuilder().clearInput().clearOutput().clearName();
    node.getInputList().forEach(input -> marked.addInput(mark(input)));
    node.getOutputList().forEach(output -> marked.addOutput(mark(output)));
    return marked.build();
  }

  private static String mark(String name) {
    return name.isEmpty() ? name : MARK + name;
  }

  private static Port port(ValueInfoProto info) {
    List<Long> shape =
        info.getType().getTensorType().getShape().getDimList().stream()
            .map(dimension -> hasValue(dimension) ? dimension.getDimValue() : -1L)
            .toList();
    return new Port(
        mark(info.getName()), info.getName(), info.getType().getTensorType().getElemType(), shape);
  }

  private static boolean hasValue(TensorShapeProto.Dimension dimension) {
    return dimension.getValueCase() == TensorShapeProto.Dimension.ValueCase.DIM_VALUE;
  }

  /** Deletes the weights that were put into a temporary file. */
  @Override
  public void close() {
    spilled.ifPresent(SpilledWeights::close);
  }

  private static BadCheckpointException bad(Path file, String what) {
    return new BadCheckpointException("%s: %s".formatted(file.getFileName(), what));
  }
}
