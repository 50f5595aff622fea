using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Decides whether a request continues when its whole body has arrived, however long its sender took; a feature of the request.</summary>
internal interface IBodyArrival
{
    /// <summary>Returns the problem with which the request ends; null if it continues.</summary>
    ValueTask<ApiProblem?> ArrivedAsync();
}
