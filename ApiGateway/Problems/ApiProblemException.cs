namespace Platform.ApiGateway.Problems;

/// <summary>Ends a request with a problem from anywhere in the code.</summary>
internal sealed class ApiProblemException(ApiProblem problem) : Exception(problem.Detail)
{
    public ApiProblem Problem { get; } = problem;
}
