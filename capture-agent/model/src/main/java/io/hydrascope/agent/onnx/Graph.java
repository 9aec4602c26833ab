package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hydrascope.agent.checkpoint.FloatFormat;
import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * An ONNX graph under construction, operation by operation. Everything computes in fp32; indices
 * are int64. Operators broadcast as in NumPy. Not thread-safe.
 */
public final class Graph {
  private static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  /** Where ONNX Runtime keeps operators of its own. */
  private static final String ENGINE_DOMAIN = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("hydrascope");
  private final Initializers initializers = new Initializers(graph);
  private final Operations operations = new Operations(graph);
  private final boolean standardOnly;

  /** A graph for ONNX Runtime's own providers. */
  public Graph() {
    this(false);
  }

  /**
   * @param standardOnly whether it does without ONNX Runtime's own operators, for a compiler that
   *     knows ONNX's alone
   */
  public Graph(boolean standardOnly) {
    this.standardOnly = standardOnly;
  }

  /**
   * @param axes name of each dimension, whose sizes come with the values; equal names promise equal
   *     sizes throughout the graph
   */
  public Value input(String name, ElementType type, String... axes) {
    graph.addInput(info(name, type, axes));
    return new Value(name);
  }

  public void output(String name, Value value, ElementType type, String... axes) {
    operations.name(name, value);
    graph.addOutput(info(name, type, axes));
  }

  /**
   * A value that is read on under its output's name: the engine then need not copy it.
   *
   * @return what operations have to read from now on
   */
  public Value outputAndGoOn(String name, Value value, ElementType type, String... axes) {
    output(name, value, type, axes);
    return new Value(name);
  }

  /** A weight of the checkpoint, widened to fp32 where it is stored narrower. */
  public Value weight(TensorInfo tensor) {
    Value stored = initializers.weight(tensor);
    return FloatFormat.of(tensor) == FloatFormat.F32 ? stored : castToFloat(stored);
  }

  /** Some rows of a weight, in fp32: the others are neither read nor widened. */
  public Value rowsOf(TensorInfo tensor, Value indices) {
    Value stored = gather(initializers.weight(tensor), indices, 0);
    return FloatFormat.of(tensor) == FloatFormat.F32 ? stored : castToFloat(stored);
  }

  public Value constant(float value) {
    return initializers.scalar(value);
  }

  public Value constant(long value) {
    return initializers.scalar(value);
  }

  /** A one-dimensional int64 constant. */
  public Value vector(long... values) {
    return initializers.vector(values);
  }

  /**
   * @param name unique in the graph
   */
  public Value table(String name, float[] values, long... shape) {
    return initializers.floats(name, values, shape);
  }

  public Value add(Value left, Value right) {
    return apply("Add", left, right);
  }

  public Value subtract(Value left, Value right) {
    return apply("Sub", left, right);
  }

  public Value multiply(Value left, Value right) {
    return apply("Mul", left, right);
  }

  public Value divide(Value left, Value right) {
    return apply("Div", left, right);
  }

  public Value negate(Value value) {
    return apply("Neg", value);
  }

  public Value sqrt(Value value) {
    return apply("Sqrt", value);
  }

  public Value exp(Value value) {
    return apply("Exp", value);
  }

  public Value tanh(Value value) {
    return apply("Tanh", value);
  }

  public Value erf(Value value) {
    return apply("Erf", value);
  }

  public Value relu(Value value) {
    return apply("Relu", value);
  }

  public Value sigmoid(Value value) {
    return apply("Sigmoid", value);
  }

  public Value cos(Value value) {
    return apply("Cos", value);
  }

  public Value sin(Value value) {
    return apply("Sin", value);
  }

  public Value matMul(Value left, Value right) {
    return apply("MatMul", left, right);
  }

  public Value equal(Value left, Value right) {
    return apply("Equal", left, right);
  }

  public Value greaterOrEqual(Value left, Value right) {
    return apply("GreaterOrEqual", left, right);
  }

  public Value and(Value left, Value right) {
    return apply("And", left, right);
  }

  public Value where(Value condition, Value yes, Value no) {
    return apply("Where", condition, yes, no);
  }

  /**
   * Values of which only those of the branch that is taken are computed.
   *
   * @param condition a scalar
   * @param types of the values that {@code yes}, or {@code no}, makes anew
   */
  public List<Value> when(
      Value condition,
      List<ElementType> types,
      Supplier<List<Value>> yes,
      Supplier<List<Value>> no) {
    return operations.when(condition, types, yes, no);
  }

  /** Whole numbers 0 … count - 1. */
  public Value range(Value count) {
    return apply("Range", constant(0L), count, constant(1L));
  }

  /** The sizes of all dimensions, as a vector. */
  public Value shape(Value value) {
    return apply("Shape", value);
  }

  /** The size of one dimension, a scalar. */
  public Value sizeOf(Value value, int axis) {
    return squeeze(lengthOf(value, axis), 0);
  }

  /** The size of one dimension, as a vector of one entry. */
  public Value lengthOf(Value value, int axis) {
    return gather(apply("Shape", value), vector(axis), 0);
  }

  public Value castToFloat(Value value) {
    return cast(value, DataType.FLOAT.getNumber());
  }

  /** To the nearest number that bfloat16 can hold. */
  public Value roundToBfloat(Value value) {
    return castToFloat(cast(value, DataType.BFLOAT16.getNumber()));
  }

  /** The value in the type that a model's input has. */
  public Value castFor(Port input, Value value) {
    return cast(value, input.type());
  }

  private Value cast(Value value, long type) {
    return apply("Cast", List.of(Attributes.of("to", type)), value);
  }

  public Value gather(Value values, Value indices, int axis) {
    return apply("Gather", List.of(Attributes.of("axis", axis)), values, indices);
  }

  /** Per place of {@code indices} the value it points to along the axis. */
  public Value gatherElements(Value values, Value indices, int axis) {
    return apply("GatherElements", List.of(Attributes.of("axis", axis)), values, indices);
  }

  /** The values at places that the last axis of {@code places} gives the first coordinates of. */
  public Value gatherNd(Value values, Value places) {
    return apply("GatherND", values, places);
  }

  /**
   * @param places as in {@link #gatherNd}
   * @param add whether updates are added to what is there, and do not take its place
   */
  public Value scatterNd(Value values, Value places, Value updates, boolean add) {
    List<AttributeProto> attributes = List.of(Attributes.of("reduction", add ? "add" : "none"));
    return apply("ScatterND", attributes, values, places, updates);
  }

  /** Entries {@code from} to {@code to} - 1 of the axis, which counts from the end if negative. */
  public Value slice(Value value, int axis, long from, long to) {
    return apply("Slice", value, vector(from), vector(to), vector(axis));
  }

  /** All entries of the axis from one on. */
  public Value sliceFrom(Value value, int axis, long from) {
    return slice(value, axis, from, Long.MAX_VALUE);
  }

  /** As many of the axis' first entries as a vector of one entry says. */
  public Value first(Value value, int axis, Value count) {
    return apply("Slice", value, vector(0), count, vector(axis));
  }

  public Value concat(int axis, Value... values) {
    return apply("Concat", List.of(Attributes.of("axis", axis)), values);
  }

  public Value transpose(Value value, long... order) {
    return apply("Transpose", List.of(Attributes.of("perm", order)), value);
  }

  /**
   * @param shape 0 keeps that dimension, -1 takes what is left
   */
  public Value reshape(Value value, long... shape) {
    return apply("Reshape", value, vector(shape));
  }

  /**
   * @param shape a one-dimensional int64 value, read as in {@link #reshape(Value, long...)}
   */
  public Value reshapeTo(Value value, Value shape) {
    return apply("Reshape", value, shape);
  }

  public Value unsqueeze(Value value, long... axes) {
    return apply("Unsqueeze", value, vector(axes));
  }

  public Value squeeze(Value value, long... axes) {
    return apply("Squeeze", value, vector(axes));
  }

  public Value expand(Value value, Value shape) {
    return apply("Expand", value, shape);
  }

  public Value softmax(Value value) {
    return apply("Softmax", List.of(Attributes.of("axis", -1)), value);
  }

  public Value logSoftmax(Value value) {
    return apply("LogSoftmax", List.of(Attributes.of("axis", -1)), value);
  }

  /** Where the last axis, which disappears, has its largest value; the first one's index. */
  public Value argMax(Value value) {
    // More than twice as fast as the engine's ArgMax.
    List<AttributeProto> lastAxis = List.of(Attributes.of("axis", -1));
    return squeeze(operations.addWithOutputs(2, "TopK", lastAxis, value, vector(1)).get(1), -1);
  }

  /**
   * The different ones among indices.
   *
   * @param distinct ascending
   * @param places of each index the place among them
   */
  public record Distinct(Value distinct, Value places) {}

  /**
   * @param indices // [n]
   */
  public Distinct distinct(Value indices) {
    List<Value> results = operations.addWithOutputs(3, "Unique", List.of(), indices);
    return new Distinct(results.get(0), results.get(2));
  }

  /** The largest over the last of three axes, which disappears. */
  public Value max(Value value) {
    // Twice as fast as TopK; ReduceMax is written in two ways, by the version of ONNX.
    return squeeze(apply("GlobalMaxPool", value), 2);
  }

  /** The sum over one axis, which disappears. */
  public Value sum(Value value, int axis) {
    return apply("ReduceSum", List.of(Attributes.of("keepdims", 0)), value, vector(axis));
  }

  /** The sum over one axis, which stays with size 1. */
  public Value sumKept(Value value, int axis) {
    return apply("ReduceSum", List.of(Attributes.of("keepdims", 1)), value, vector(axis));
  }

  /** The mean over the last axis, which stays with size 1. */
  public Value mean(Value value) {
    return apply("ReduceMean", List.of(Attributes.of("axes", new long[] {-1})), value);
  }

  /** Gives a value a second name. */
  void alias(String name, Value value) {
    operations.name(name, value);
  }

  boolean isStandardOnly() {
    return standardOnly;
  }

  GraphProto.Builder proto() {
    return graph;
  }

  /** The finished model in ONNX's wire form, without the weights. */
  public byte[] toBytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("hydrascope")
        .setGraph(OutputNames.giveTo(graph.build()))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(ENGINE_DOMAIN).setVersion(1))
        .build()
        .toByteArray();
  }

  private Value apply(String operator, Value... inputs) {
    return apply(operator, List.of(), inputs);
  }

  Value apply(String operator, List<AttributeProto> attributes, Value... inputs) {
    return operations.add(operator, "", attributes, Arrays.asList(inputs));
  }

  /** One of ONNX Runtime's own. */
  Value applyEngines(String operator, List<AttributeProto> attributes, Value... inputs) {
    return operations.add(operator, ENGINE_DOMAIN, attributes, Arrays.asList(inputs));
  }

  private static ValueInfoProto info(String name, ElementType type, String... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String axis : axes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
