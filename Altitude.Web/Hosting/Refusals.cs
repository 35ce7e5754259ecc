using System.Diagnostics.Metrics;
using Altitude.Domain;
using Microsoft.AspNetCore.Diagnostics;

namespace Altitude.Web.Hosting;

/// <summary>A refusal that nobody on the way showed is a conflict, not an error: 409, and no error in the log.</summary>
public static class Refusals
{
    private static readonly Meter Meter = new("Altitude");
    private static readonly Counter<long> Counted = Meter.CreateCounter<long>("altitude.refusals", description: "Refusals by rule");

    public static void Count(RuleViolation refused) => Counted.Add(1, new KeyValuePair<string, object?>("rule", refused.Rule));

    internal static bool AreNoErrors(ExceptionHandlerSuppressDiagnosticsContext context) =>
        context.Exception is RuleViolation or BadHttpRequestException or OperationCanceledException;

    internal static int StatusOf(Exception exception) =>
        exception switch
        {
            RuleViolation => StatusCodes.Status409Conflict,
            BadHttpRequestException bad => bad.StatusCode,
            InvalidDataException => StatusCodes.Status400BadRequest, // A form larger or stranger than any of ours.
            _ => StatusCodes.Status500InternalServerError,
        };
}
