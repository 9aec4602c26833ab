variable "replication_factor" {
  description = "Copies of each partition. 1 loses data with its broker."
  type        = number
  default     = 3

  validation {
    condition     = var.replication_factor >= 1
    error_message = "replication_factor must be at least 1."
  }
}

variable "capture_partitions" {
  description = "Partitions of the capture and vector topics: the most jobs that can read side by side."
  type        = number
  default     = 12

  validation {
    condition     = var.capture_partitions >= 1
    error_message = "capture_partitions must be at least 1."
  }
}

variable "capture_retention_hours" {
  description = "How long captures can be replayed from Kafka."
  type        = number
  default     = 72
}
