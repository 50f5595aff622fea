using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Decides whether a request goes on when its whole body has arrived, which may take as long as its sender likes; a feature of the request.</summary>
internal interface IBodyArrival
{
    /// <summary>Returns the problem with which the request ends; null if it goes on.</summary>
    ValueTask<ApiProblem?> ArrivedAsync();
}
