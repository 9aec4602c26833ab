-- Whatever reads effects (running_metrics with kept = top2, recomputations) weighs each row alike: a row that
-- was drawn with a probability would count too little.
ALTER TABLE effects{{on_cluster}} ADD CONSTRAINT IF NOT EXISTS equal_weights CHECK inclusion_probability = 1;
