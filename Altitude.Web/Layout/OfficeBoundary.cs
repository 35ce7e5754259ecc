using Altitude.Domain;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components.Web;

namespace Altitude.Web.Layout;

/// <summary>Keeps the office's frame when a page fails. A refusal is counted, never logged as an error.</summary>
public sealed class OfficeBoundary : ErrorBoundary
{
    protected override Task OnErrorAsync(Exception exception)
    {
        if (exception is RuleViolation refused)
        {
            Refusals.Count(refused);
            return Task.CompletedTask;
        }

        return base.OnErrorAsync(exception);
    }
}
