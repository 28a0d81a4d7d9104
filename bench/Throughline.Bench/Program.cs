return args is ["scoring", ..] ? Throughline.Bench.Scoring.ScoringBench.Run(args[1..]) : 0;
