using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Accounts;
using Shouldly;

namespace Platform.Integration.ApiGateway;

/// <summary>Makes accounts operators, as <c>ApiGateway grant-operator</c> does.</summary>
internal static class Operators
{
    /// <summary>Gives an account of a gateway a role. Who signed in before has it some seconds later.</summary>
    public static async Task GrantAsync(IServiceProvider gateway, string email, string role = "operator")
    {
        await using var scope = gateway.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<OperatorRole>().GrantAsync(email, role, CancellationToken.None)).ShouldBeTrue();
    }
}
