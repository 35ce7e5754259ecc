using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace Altitude.Web.Security;

/// <summary>Posts of plain endpoints: taken from forms of our own pages only.</summary>
internal static class OwnForms
{
    /// <summary>A program reads the status of this answer; no page stands in its place.</summary>
    public static void AnswerBare(this HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }
    }

    /// <summary>
    /// Answers 400 where the form carries no token of this browser, or cannot be read. The framework only notes that; an endpoint that reads its form by itself would
    /// fail on it, and one that reads none would not ask.
    /// </summary>
    public static RouteGroupBuilder RequireOwnForm(this RouteGroupBuilder posts)
    {
        posts.WithMetadata(new RequireAntiforgeryTokenAttribute());
        posts.AddEndpointFilter(
            (call, next) =>
            {
                var features = call.HttpContext.Features;
                if (features.Get<IAntiforgeryValidationFeature>() is { IsValid: true })
                {
                    return next(call);
                }

                features.Set<IAntiforgeryValidationFeature>(null); // The page that says so looks at the form once more.
                if (!call.HttpContext.Request.HasFormContentType)
                {
                    call.HttpContext.AnswerBare(); // There is no form to look at.
                }

                return ValueTask.FromResult<object?>(TypedResults.BadRequest());
            }
        );
        return posts;
    }
}
