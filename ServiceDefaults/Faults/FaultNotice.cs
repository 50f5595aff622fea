using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Faults;

/// <summary>Says which faults are on: once in the log, and in the header <c>X-Faults</c> of every answer.</summary>
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
                // As late as can be: an answer that is made anew after an error has it too.
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
