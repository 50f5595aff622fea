using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Faults;

/// <summary>Reports which faults are enabled: once in the log, and in the header <c>X-Faults</c> of every response.</summary>
internal sealed partial class FaultNotice(IOptions<FaultOptions> options, ILogger<FaultNotice> logger) : IStartupFilter
{
    public const string Header = "X-Faults";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.SwitchedOn is { Count: > 0 } on)
        {
            var names = string.Join(", ", on);
            SwitchedOn(names);
            app.Use((context, rest) =>
            {
                // As late as possible, so that a response that is rewritten after an error has it too.
                context.Response.OnStarting(
                    () =>
                    {
                        context.Response.Headers[Header] = names;
                        return Task.CompletedTask;
                    });
                return rest(context);
            });
        }

        next(app);
    };

    [LoggerMessage(1, LogLevel.Warning, "Faults are switched on: {Switches}.")]
    private partial void SwitchedOn(string switches);
}
