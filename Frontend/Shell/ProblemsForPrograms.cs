using Microsoft.AspNetCore.Diagnostics;

namespace Platform.Frontend.Shell;

/// <summary>Answers programs with problem details when something fails; people get the page for errors.</summary>
internal sealed class ProblemsForPrograms : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Refusals.WantsPage(httpContext.Request))
        {
            return false;
        }

        await Refusals.WriteProblemAsync(httpContext);
        return true;
    }
}
