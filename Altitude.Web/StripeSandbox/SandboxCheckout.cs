using Altitude.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Altitude.Web.StripeSandbox;

/// <summary>The hosted checkout page: a plain form that knows test numbers only.</summary>
internal static class SandboxCheckout
{
    public static async Task<IResult> ShowAsync(HttpContext context, string session, SandboxBooks books, SandboxClock clock) =>
        books.SessionOf(session, await clock.NowAsync(context.RequestAborted)) is { } found
            ? Page(context, found, new SandboxEntry("card", "", "", "", ""), null)
            : TypedResults.NotFound();

    public static async Task<IResult> PayAsync(HttpContext context, string session, SandboxBooks books, SandboxSwitches switches, SandboxClock clock)
    {
        var now = await clock.NowAsync(context.RequestAborted);
        if (books.SessionOf(session, now) is not { } found)
        {
            return TypedResults.NotFound();
        }

        if (!context.Request.HasFormContentType)
        {
            return TypedResults.BadRequest();
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or BadHttpRequestException)
        {
            return TypedResults.BadRequest();
        }

        var entry = new SandboxEntry(Field("method"), Field("number"), Field("expiry"), Field("cvc"), Field("account"));
        if (found.Status != "open")
        {
            return Page(context, found, entry, null);
        }

        try
        {
            if (!found.Types.Contains(entry.Method == "bank" ? SandboxBooks.Bank : SandboxBooks.Card))
            {
                return Page(context, found, entry, "This page does not take that means of payment.");
            }

            if (entry.Method == "bank")
            {
                if (entry.AccountDigits is not ("000123456789" or "000222222227"))
                {
                    return Page(context, found, entry, "This page knows two test accounts only: 000123456789 and 000222222227.");
                }

                books.PayByBank(session, entry.AccountDigits, now, now + (long)switches.DebitTakes.TotalSeconds);
                return TypedResults.Redirect(found.SuccessUrl);
            }

            if (entry.Digits is not ("4242424242424242" or "4000000000000002"))
            {
                return Page(context, found, entry, "This page knows two test cards only: 4242 4242 4242 4242 and 4000 0000 0000 0002.");
            }

            return books.PayByCard(session, entry.Digits, now) is { } declined
                ? Page(context, found, entry, declined)
                : TypedResults.Redirect(found.SuccessUrl);
        }
        catch (SandboxRefusal)
        {
            return books.SessionOf(session, now) is { } over ? Page(context, over, entry, null) : TypedResults.NotFound();
        }

        string Field(string name) => form[name].ToString() is { Length: <= 40 } value ? value : "";
    }

    private static RazorComponentResult<SandboxCheckoutPage> Page(HttpContext context, SandboxSession session, SandboxEntry entry, string? refusal)
    {
        // The answer to the form leads back to the company's page, which may be another site's: a browser asks form-action about that too.
        context.Response.Headers.ContentSecurityPolicy = Uri.TryCreate(session.SuccessUrl, UriKind.Absolute, out var back)
            ? SecurityHeaders.Strict.Replace(
                "form-action 'self'",
                $"form-action 'self' {back.GetLeftPart(UriPartial.Authority)}",
                StringComparison.Ordinal
            )
            : SecurityHeaders.Strict;
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<SandboxCheckoutPage>(
            new
            {
                Session = session,
                Entry = entry,
                Refusal = refusal,
            }
        )
        {
            PreventStreamingRendering = true,
            StatusCode = refusal is null ? StatusCodes.Status200OK : StatusCodes.Status402PaymentRequired,
        };
    }
}

/// <summary>What was filled in. The verification code is not kept beyond the request.</summary>
public sealed record SandboxEntry(string Method, string Number, string Expiry, string Code, string Account)
{
    public string Digits => new([.. Number.Where(char.IsAsciiDigit)]);
    public string AccountDigits => new([.. Account.Where(char.IsAsciiDigit)]);
}

/// <summary>For tests that run the sandbox in another process: the switches, and what a bank or a dashboard would do.</summary>
internal static class SandboxControl
{
    public static async Task<IResult> RunAsync(
        HttpContext context,
        SandboxBooks books,
        SandboxSwitches switches,
        SandboxWebhooks webhooks,
        SandboxClock clock
    )
    {
        if (!context.Request.HasFormContentType)
        {
            return TypedResults.BadRequest();
        }

        try
        {
            var form = new SandboxForm(await context.Request.ReadFormAsync(context.RequestAborted));
            var now = await clock.NowAsync(context.RequestAborted);
            switches.Holds = form.Text("holds") is { } holds ? holds == "true" : switches.Holds;
            switches.Loses = form.Text("loses") is { } loses ? loses == "true" : switches.Loses;
            switches.SignsWrongly = form.Text("signs_wrongly") is { } wrongly ? wrongly == "true" : switches.SignsWrongly;
            switches.Copies = (int)Math.Clamp(form.Number("copies", switches.Copies), 1, 20);
            switches.Delay = TimeSpan.FromMilliseconds(form.Number("delay_ms", (long)switches.Delay.TotalMilliseconds));
            switches.AnswerAfter = TimeSpan.FromMilliseconds(form.Number("answer_after_ms", (long)switches.AnswerAfter.TotalMilliseconds));
            if (Enum.TryParse<ApiTrouble>(form.Text("trouble"), ignoreCase: true, out var trouble))
            {
                switches.Trouble(trouble, form.Text("times") is null ? null : (int)form.Number("times"));
            }

            if (form.Text("release") is not null)
            {
                webhooks.Release((int)form.Number("release"));
            }

            if (form.Text("dispute") is { } disputed && form.Text("key") is { } key && SandboxBooks.IsKey(key))
            {
                books.Dispute(key, disputed, form.Text("status") ?? "needs_response", now);
            }

            return TypedResults.NoContent();
        }
        catch (SandboxRefusal refused)
        {
            return TypedResults.BadRequest(refused.Message);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or BadHttpRequestException)
        {
            return TypedResults.BadRequest();
        }
    }
}
