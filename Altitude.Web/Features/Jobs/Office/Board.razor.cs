namespace Altitude.Web.Features.Jobs.Office;

/// <summary>The page of the board: its bar and the dialog that opens a job. What moves is in <see cref="BoardView"/>, so that a change draws nothing here.</summary>
public sealed partial class Board
{
    private bool _isOpening;

    private void OpenNewJob() => _isOpening = true;

    private void CloseNewJob() => _isOpening = false;
}
