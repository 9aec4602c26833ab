locals {
  hour_ms = 60 * 60 * 1000

  # The platform's limit of one message: Topics.MAX_MESSAGE_BYTES in schemas/.
  max_message_bytes = 8 * 1024 * 1024

  # A broker that acknowledges must have written to one more, unless there is no other.
  min_insync_replicas = min(2, var.replication_factor)

  topics = {
    "hydrascope.captures.v1" = {
      partitions      = var.capture_partitions
      retention_hours = var.capture_retention_hours
    }
    "hydrascope.vectors.v1" = {
      partitions      = var.capture_partitions
      retention_hours = 24
    }
    "hydrascope.prompts.v1" = {
      # As many agents of one revision can share the prompts.
      partitions      = 16
      retention_hours = 24 * 7
    }
    # The newest change of each alert stays: a notifier that starts learns from it what is firing.
    "hydrascope.alerts.v1" = {
      partitions      = 1
      retention_hours = 24 * 90
      compacted       = true
    }
    "hydrascope.control.v1" = {
      partitions      = 1
      retention_hours = 24 * 7
    }
    "hydrascope.dead-letters.v1" = {
      partitions      = 1
      retention_hours = 24 * 30
    }
  }
}

resource "kafka_topic" "this" {
  for_each = local.topics

  name               = each.key
  partitions         = each.value.partitions
  replication_factor = var.replication_factor

  config = {
    "cleanup.policy"        = try(each.value.compacted, false) ? "compact" : "delete"
    "compression.type"      = "producer"
    "max.message.bytes"     = tostring(local.max_message_bytes)
    "min.compaction.lag.ms" = try(each.value.compacted, false) ? tostring(each.value.retention_hours * local.hour_ms) : "0"
    # No producer's clock decides when windows end or messages are deleted.
    "message.timestamp.type" = try(each.value.compacted, false) ? "CreateTime" : "LogAppendTime"
    "min.insync.replicas"    = tostring(local.min_insync_replicas)
    "retention.ms"           = tostring(each.value.retention_hours * local.hour_ms)
  }
}
