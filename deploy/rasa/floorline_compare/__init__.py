"""Components of pipelines that Floorline's own is compared with (``floorline bench pipelines``). Nothing of it ships in
a model: the pipeline that serves a shop is in ``floorline_rasa``.
"""
