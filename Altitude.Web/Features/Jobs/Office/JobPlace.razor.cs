using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>Where a job is done, chosen from its customer's places.</summary>
public sealed partial class JobPlace
{
    private IReadOnlyList<PlaceChoice>? _places;

    [Inject]
    public required ChangeJobPlace Changing { get; init; }

    [Inject]
    public required BoardChoices Choices { get; init; }

    private async Task AskAsync() => _places = await Choices.PlacesAsync(Staff, Job.CustomerId, Closed);

    private async Task ChooseAsync(ChangeEventArgs chosen)
    {
        Id<ServiceLocation>? place = Guid.TryParse(chosen.Value?.ToString(), out var id) ? new Id<ServiceLocation>(id) : null;
        if (await ActAsync(() => Changing.RunAsync(Staff, Job.Number, place, RequestKey.New(nameof(ChangeJobPlace)), Closed)))
        {
            _places = null;
        }
    }
}
