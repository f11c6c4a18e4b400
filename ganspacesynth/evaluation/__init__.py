"""Evaluation of a model beside real sounds."""
