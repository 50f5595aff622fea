namespace Platform.ApiGateway.Problems;

/// <summary>Ends a request with a problem, from wherever it is noticed.</summary>
internal sealed class ApiProblemException(ApiProblem problem) : Exception(problem.Detail)
{
    public ApiProblem Problem { get; } = problem;
}
