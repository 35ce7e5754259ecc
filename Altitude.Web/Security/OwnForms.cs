using Microsoft.AspNetCore.Antiforgery;

namespace Altitude.Web.Security;

/// <summary>Posts of plain endpoints: taken from forms of our own pages only.</summary>
internal static class OwnForms
{
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
                return ValueTask.FromResult<object?>(TypedResults.BadRequest());
            }
        );
        return posts;
    }
}
