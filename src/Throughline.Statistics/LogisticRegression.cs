namespace Throughline.Statistics;

/// <summary>
/// Logistic regression with an intercept, fitted by maximum likelihood with iteratively reweighted least squares (Newton's
/// method): logit P(y = 1) = β₀ + Σ βⱼ xⱼ.
/// </summary>
/// <remarks>
/// Columns are centred and scaled while fitting and the coefficients and covariance turned back, so units do not matter.
/// Each step solves the normal equations by Cholesky and is halved until the likelihood does not fall. O(rows × columns² ×
/// iterations). Agrees with R's <c>glm(family = binomial)</c> to about 1e-9 on the reference data of the tests. Reference:
/// McCullagh and Nelder, Generalized Linear Models, 2nd ed., 1989, chapter 4.
/// </remarks>
public static class LogisticRegression
{
    private const int MostIterations = 100;
    private const double Tolerance = 1e-12;

    /// <summary>Fits the model.</summary>
    /// <param name="columns">The features: one array for each, every one as long as <paramref name="outcomes"/>, finite. May be empty.</param>
    /// <param name="outcomes">What happened.</param>
    /// <exception cref="ArgumentException">
    /// No rows, columns of different lengths or not finite, only one outcome, or columns that are constant or linearly dependent.
    /// </exception>
    public static LogisticFit Fit(IReadOnlyList<double[]> columns, IReadOnlyList<bool> outcomes)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(outcomes);
        var rows = outcomes.Count;
        var positives = outcomes.Count(o => o);
        if (positives == 0 || positives == rows)
            throw new ArgumentException("Both outcomes must occur.", nameof(outcomes));
        var (design, centres, scales) = Standardise(columns, rows);
        var width = columns.Count + 1;
        var beta = new double[width];
        beta[0] = Math.Log(positives / (double)(rows - positives));
        var likelihood = LogLikelihood(design, beta, outcomes);
        var converged = false;
        var iterations = 0;
        double[,] information;
        while (true)
        {
            (information, var gradient) = Derivatives(design, beta, outcomes);
            if (converged || iterations == MostIterations)
                break;
            iterations++;
            var step = SymmetricMatrix.Solve(information, gradient)
                ?? throw new ArgumentException("The columns are linearly dependent, or separate the outcomes.", nameof(columns));
            var (next, reached) = Search(design, beta, step, outcomes, likelihood);
            converged = Math.Abs(reached - likelihood) <= Tolerance * (Math.Abs(reached) + 0.1) && step.All(s => Math.Abs(s) < 1e-7);
            (beta, likelihood) = (next, reached);
        }

        var inverse = SymmetricMatrix.Inverse(information);
        if (inverse is null || beta.Skip(1).Any(b => Math.Abs(b) > 30))
            converged = false;
        return Unstandardise(beta, inverse, centres, scales, likelihood, iterations, converged);
    }

    /// <summary>1 ÷ (1 + e^(−x)), without overflow.</summary>
    public static double Logistic(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static (double[] Beta, double LogLikelihood) Search(
        double[][] design, double[] beta, double[] step, IReadOnlyList<bool> outcomes, double likelihood)
    {
        var size = 1.0;
        for (var halving = 0; ; halving++, size /= 2)
        {
            var next = beta.Select((b, i) => b + (size * step[i])).ToArray();
            var reached = LogLikelihood(design, next, outcomes);
            if (reached >= likelihood - (1e-10 * Math.Abs(likelihood)) || halving == 30)
                return (next, reached);
        }
    }

    private static (double[][] Design, double[] Centres, double[] Scales) Standardise(IReadOnlyList<double[]> columns, int rows)
    {
        var design = new double[columns.Count + 1][];
        design[0] = new double[rows];
        Array.Fill(design[0], 1);
        var (centres, scales) = (new double[columns.Count], new double[columns.Count]);
        for (var j = 0; j < columns.Count; j++)
        {
            var column = columns[j];
            if (column.Length != rows)
                throw new ArgumentException($"Column {j} has {column.Length} rows; there are {rows} outcomes.", nameof(columns));
            if (!column.All(double.IsFinite))
                throw new ArgumentException($"Column {j} has a value that is not finite.", nameof(columns));
            var mean = column.Average();
            var spread = Math.Sqrt(column.Sum(x => (x - mean) * (x - mean)) / rows);
            if (spread <= 1e-12 * Math.Max(1, Math.Abs(mean)))
                throw new ArgumentException($"Column {j} is constant.", nameof(columns));
            (centres[j], scales[j]) = (mean, spread);
            design[j + 1] = [.. column.Select(x => (x - mean) / spread)];
        }

        return (design, centres, scales);
    }

    private static double LogLikelihood(double[][] design, double[] beta, IReadOnlyList<bool> outcomes)
    {
        double sum = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            var x = Linear(design, beta, i);
            var signed = outcomes[i] ? x : -x;
            sum += signed >= 0 ? -Math.Log(1 + Math.Exp(-signed)) : signed - Math.Log(1 + Math.Exp(signed));
        }

        return sum;
    }

    private static (double[,] Information, double[] Gradient) Derivatives(double[][] design, double[] beta, IReadOnlyList<bool> outcomes)
    {
        var width = beta.Length;
        var (information, gradient) = (new double[width, width], new double[width]);
        for (var i = 0; i < outcomes.Count; i++)
        {
            var p = Logistic(Linear(design, beta, i));
            var (residual, weight) = ((outcomes[i] ? 1 : 0) - p, p * (1 - p));
            for (var a = 0; a < width; a++)
            {
                gradient[a] += residual * design[a][i];
                var weighted = weight * design[a][i];
                for (var b = 0; b <= a; b++)
                    information[a, b] += weighted * design[b][i];
            }
        }

        for (var a = 0; a < width; a++)
        {
            for (var b = a + 1; b < width; b++)
                information[a, b] = information[b, a];
        }

        return (information, gradient);
    }

    private static double Linear(double[][] design, double[] beta, int row)
    {
        double x = 0;
        for (var j = 0; j < beta.Length; j++)
            x += beta[j] * design[j][row];
        return x;
    }

    // x = (raw − centre) ÷ scale, so βⱼ(raw) = βⱼ ÷ scaleⱼ and β₀(raw) = β₀ − Σ βⱼ centreⱼ ÷ scaleⱼ: linear, covariance by A C Aᵀ.
    private static LogisticFit Unstandardise(
        double[] beta, double[,]? covariance, double[] centres, double[] scales, double likelihood, int iterations, bool converged)
    {
        var width = beta.Length;
        var map = new double[width, width];
        map[0, 0] = 1;
        for (var j = 1; j < width; j++)
        {
            map[0, j] = -centres[j - 1] / scales[j - 1];
            map[j, j] = 1 / scales[j - 1];
        }

        var (raw, errors) = (new double[width], new double[width]);
        for (var a = 0; a < width; a++)
        {
            double variance = 0;
            for (var b = 0; b < width; b++)
            {
                raw[a] += map[a, b] * beta[b];
                for (var c = 0; covariance is not null && c < width; c++)
                    variance += map[a, b] * covariance[b, c] * map[a, c];
            }

            errors[a] = covariance is null ? double.NaN : Math.Sqrt(variance);
        }

        return new LogisticFit
        {
            Coefficients = raw,
            StandardErrors = errors,
            LogLikelihood = likelihood,
            Iterations = iterations,
            Converged = converged,
        };
    }
}

/// <summary>A fitted logistic regression.</summary>
public sealed record LogisticFit
{
    /// <summary>Log odds: the intercept first, then one for each column in order.</summary>
    public required IReadOnlyList<double> Coefficients { get; init; }

    /// <summary>Standard errors of <see cref="Coefficients"/> from the inverse of the Fisher information.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>The log likelihood at the fit, 0 or below.</summary>
    public required double LogLikelihood { get; init; }

    public required int Iterations { get; init; }

    /// <summary>
    /// Whether the fit settled. False when a column separates the outcomes (no finite estimate exists): do not use the figures.
    /// </summary>
    public required bool Converged { get; init; }

    /// <summary>The probability for one row of features, in the order of the columns.</summary>
    public double Probability(params ReadOnlySpan<double> features)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, Coefficients.Count - 1);
        var x = Coefficients[0];
        for (var j = 0; j < features.Length; j++)
            x += Coefficients[j + 1] * features[j];
        return LogisticRegression.Logistic(x);
    }
}

/// <summary>Small symmetric positive definite systems by Cholesky.</summary>
internal static class SymmetricMatrix
{
    internal static double[]? Solve(double[,] matrix, double[] right)
    {
        if (Cholesky(matrix) is not { } lower)
            return null;
        var n = right.Length;
        var x = (double[])right.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
                x[i] -= lower[i, k] * x[k];
            x[i] /= lower[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
                x[i] -= lower[k, i] * x[k];
            x[i] /= lower[i, i];
        }

        return x;
    }

    internal static double[,]? Inverse(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var inverse = new double[n, n];
        for (var j = 0; j < n; j++)
        {
            var unit = new double[n];
            unit[j] = 1;
            if (Solve(matrix, unit) is not { } column)
                return null;
            for (var i = 0; i < n; i++)
                inverse[i, j] = column[i];
        }

        return inverse;
    }

    private static double[,]? Cholesky(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var lower = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                    sum -= lower[i, k] * lower[j, k];
                if (i != j)
                    lower[i, j] = sum / lower[j, j];
                else if (sum <= matrix[i, i] * 1e-12 || double.IsNaN(sum))
                    return null;
                else
                    lower[i, i] = Math.Sqrt(sum);
            }
        }

        return lower;
    }
}
