package io.hydrascope.agent.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Rows as JSON lines, one object an effect, numbers with all their digits. */
public final class JsonRowWriter implements RowWriter {
  private final JsonGenerator json;
  private final RowShape shape;

  /** The stream is closed with the writer. */
  public JsonRowWriter(OutputStream out, RowShape shape) throws IOException {
    this.shape = shape;
    json = new JsonFactory().createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  @Override
  public void write(SweptRows rows) throws IOException {
    for (int row = 0; row < rows.count(); row++) {
      json.writeStartObject();
      writeAlways(rows.effects(), row);
      if (shape.donorId()) {
        json.writeStringField("donor_id", rows.effects().donorId(row));
      }
      if (shape.inclusionProbability()) {
        json.writeNumberField("inclusion_probability", rows.inclusionProbability(row));
      }
      if (shape.responses()) {
        writeResponses(rows.responses(row));
      }
      json.writeEndObject();
    }
  }

  private void writeAlways(EffectBatch effects, int row) throws IOException {
    json.writeStringField("prompt_id", effects.capture().promptId());
    json.writeNumberField("position", effects.position()[row]);
    json.writeStringField("component", effects.component(row).text());
    json.writeNumberField("target_token", effects.targetToken()[row]);
    if (shape.otherToken()) {
      json.writeNumberField("other_token", effects.capture().otherToken());
    }
    json.writeNumberField("intact_logit", effects.intactLogit()[row]);
    json.writeNumberField("ablated_logit", effects.ablatedLogit()[row]);
    for (Measure measure : Measure.ALL) {
      json.writeNumberField(measure.column(), effects.measure(row, measure));
    }
    json.writeBooleanField("top1_flip", effects.top1Flip()[row]);
  }

  private void writeResponses(Map<Component, Double> responses) throws IOException {
    json.writeObjectFieldStart("responses");
    for (Map.Entry<Component, Double> response : responses.entrySet()) {
      json.writeNumberField(response.getKey().text(), response.getValue());
    }
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    json.writeRaw('\n');
    json.close();
  }
}
