-- What activates a site most is asked of one number a row, without the vectors. Parts of before have it computed when they are read.
ALTER TABLE vectors{{on_cluster}} ADD COLUMN IF NOT EXISTS norm Float32 MATERIALIZED L2Norm(vector)
    COMMENT 'length of the vector, as bf16' CODEC(ZSTD(1));
