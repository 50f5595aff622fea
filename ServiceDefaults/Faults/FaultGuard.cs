using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Faults;

/// <summary>Prevents a service from starting with fault injection enabled outside the Development environment.</summary>
internal sealed class FaultGuard(IHostEnvironment environment) : IValidateOptions<FaultOptions>
{
    public ValidateOptionsResult Validate(string? name, FaultOptions options) => options.SwitchedOn is { Count: > 0 } on && !environment.IsDevelopment()
        ? ValidateOptionsResult.Fail(
            $"Faults are switched on ({string.Join(", ", on)}), but this is the environment {environment.EnvironmentName}: they break the platform on purpose and are for Development only. Remove the section Faults.")
        : ValidateOptionsResult.Success;
}
